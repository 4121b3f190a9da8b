package behflow.gateway.analytics;

import java.awt.Dimension;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.apache.batik.dom.GenericDOMImplementation;
import org.apache.batik.svggen.SVGGraphics2D;
import org.knowm.xchart.internal.chartpart.Chart;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** Draws a chart as SVG: XChart's strokes, written by Batik. */
final class Svg {

    private static final String NAMESPACE = "http://www.w3.org/2000/svg";

    private Svg() {}

    static byte[] of(Chart<?, ?> chart, int width, int height) {
        Document document = GenericDOMImplementation.getDOMImplementation().createDocument(NAMESPACE, "svg", null);
        SVGGraphics2D graphics = new SVGGraphics2D(document);
        graphics.setSVGCanvasSize(new Dimension(width, height));
        chart.paint(graphics, width, height);
        StringWriter writer = new StringWriter();
        try {
            graphics.stream(titled(document, graphics.getRoot(), chart), writer, true, false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // Its document type names a file on another host, which nobody needs to read it.
        return writer.toString()
                .replaceFirst("<!DOCTYPE[^>]*>\\s*", "")
                .replaceFirst("encoding=\"[^\"]*\"", "encoding=\"UTF-8\"")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Letters are drawn as shapes: what they say is also there as text, for those who can't see them. */
    private static Element titled(Document document, Element root, Chart<?, ?> chart) {
        Element title = document.createElementNS(NAMESPACE, "title");
        title.setTextContent(chart.getTitle());
        Element description = document.createElementNS(NAMESPACE, "desc");
        description.setTextContent(String.join(", ", chart.getSeriesMap().keySet()));
        root.insertBefore(description, root.getFirstChild());
        root.insertBefore(title, description);
        return root;
    }
}

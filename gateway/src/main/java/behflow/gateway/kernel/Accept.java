package behflow.gateway.kernel;

import java.util.Comparator;
import java.util.List;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.HttpMediaTypeNotAcceptableException;

/** The header Accept of a read that is served in several types (RFC 9110, 12.5.1). */
public final class Accept {

    /** What a client that says nothing accepts. */
    public static final String ANY = "*/*";

    private Accept() {}

    /**
     * The type that the client likes best: of each, the most precise range that it is in says how much. Of those that it likes
     * equally, the one that it named more precisely; else the first.
     *
     * @throws HttpMediaTypeNotAcceptableException where it accepts none, or the header can't be read
     */
    public static MediaType best(List<String> header, List<MediaType> served)
            throws HttpMediaTypeNotAcceptableException {
        List<MediaType> ranges;
        try {
            ranges = MediaType.parseMediaTypes(header);
        } catch (InvalidMediaTypeException e) {
            throw new HttpMediaTypeNotAcceptableException(served);
        }
        return served.stream()
                .map(type -> choice(type, ranges))
                .filter(choice -> choice.quality > 0)
                .sorted(Comparator.comparingDouble(Choice::quality)
                        .thenComparingInt(Choice::precision)
                        .reversed())
                .findFirst()
                .map(Choice::type)
                .orElseThrow(() -> new HttpMediaTypeNotAcceptableException(served));
    }

    private static Choice choice(MediaType type, List<MediaType> ranges) {
        return ranges.stream()
                .filter(range -> holds(range, type))
                .map(range -> new Choice(type, range.getQualityValue(), precision(range)))
                .max(Comparator.comparingInt(Choice::precision).thenComparingDouble(Choice::quality))
                .orElse(new Choice(type, 0, 0));
    }

    /** Who accepts problems takes JSON; who refuses them says nothing of it. */
    private static boolean holds(MediaType range, MediaType type) {
        return range.includes(type)
                || type.equals(MediaType.APPLICATION_JSON)
                        && range.includes(MediaType.APPLICATION_PROBLEM_JSON)
                        && range.getQualityValue() > 0;
    }

    private static int precision(MediaType range) {
        return range.isWildcardType() ? 0 : range.isWildcardSubtype() ? 1 : 2;
    }

    /** @param quality how much the client likes it, from 0 to 1; 0 is a refusal */
    private record Choice(MediaType type, double quality, int precision) {}
}

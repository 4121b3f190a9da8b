package behflow.gateway.kernel;

import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/**
 * A list of fifty tasks leaves in one write, not in three. Each connection has such a buffer as long as it lives, so it is no
 * greater than that.
 */
@Component
class WriteBuffers implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

    private static final int BYTES = 24_576;

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        factory.addConnectorCustomizers(
                connector -> connector.setProperty("socket.appWriteBufSize", Integer.toString(BYTES)));
    }
}

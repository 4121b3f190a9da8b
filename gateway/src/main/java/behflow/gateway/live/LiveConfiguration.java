package behflow.gateway.live;

import behflow.gateway.kernel.ProblemWriter;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.handler.MappedInterceptor;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.server.standard.ServletServerContainerFactoryBean;

/** Sockets: pages of this origin and of those that the operator lists; frames from clients are small. */
@Configuration(proxyBeanMethods = false)
@EnableWebSocket
class LiveConfiguration implements WebSocketConfigurer {

    private static final String PATHS = "/ws/*";

    /** The container keeps room for one frame of each kind with each connection, whether it is used or not. */
    private static final int TEXT_CHARACTERS = 4 * 1024;

    private static final int BINARY_BYTES = 1024;

    private final LiveSockets sockets;
    private final String[] origins;

    LiveConfiguration(LiveSockets sockets, @Value("${behflow.cors.origins:}") List<String> origins) {
        this.sockets = sockets;
        this.origins = origins.stream().filter(origin -> !origin.isBlank()).toArray(String[]::new);
    }

    @Override
    public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
        registry.addHandler(sockets, PATHS).setAllowedOrigins(origins);
    }

    /** As a bean of this type it is for every mapping; the sockets' own takes no other interceptors. */
    @Bean
    static MappedInterceptor handshakeRefusals(ProblemWriter problems) {
        return new MappedInterceptor(new String[] {PATHS}, new HandshakeRefusals(problems));
    }

    @Bean
    ServletServerContainerFactoryBean webSocketContainer() {
        ServletServerContainerFactoryBean container = new ServletServerContainerFactoryBean();
        container.setMaxTextMessageBufferSize(TEXT_CHARACTERS);
        container.setMaxBinaryMessageBufferSize(BINARY_BYTES);
        return container;
    }
}

package behflow.command.following;

import java.time.Duration;
import java.util.UUID;
import org.axonframework.common.jdbc.ConnectionProvider;
import org.axonframework.eventhandling.tokenstore.TokenStore;
import org.axonframework.eventhandling.tokenstore.jdbc.JdbcTokenStore;
import org.axonframework.eventhandling.tokenstore.jdbc.TokenSchema;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.jackson3.Jackson3Serializer;
import tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator;

/** How far followers are, in {@code eventstore.token_entry}. */
public final class Tokens {

    private Tokens() {}

    /** Tokens and messages as JSON. Their types are a closed list: Axon's own, and ours. */
    public static Serializer serializer() {
        return Jackson3Serializer.builder()
                .jsonMapperBuilderCustomizer(
                        builder -> builder.polymorphicTypeValidator(BasicPolymorphicTypeValidator.builder()
                                .allowIfSubType("org.axonframework.")
                                .allowIfSubType("behflow.")
                                .build()))
                .build();
    }

    /**
     * Axon's store, with a name of the node that is unique also where every container has the same host and process id.
     *
     * @param claim how long a segment stays the node's without a sign of life
     */
    public static TokenStore store(ConnectionProvider connections, Serializer serializer, Duration claim) {
        return JdbcTokenStore.builder()
                .connectionProvider(connections)
                .serializer(serializer)
                .schema(TokenSchema.builder()
                        .setTokenTable("eventstore.token_entry")
                        .setProcessorNameColumn("processor_name")
                        .setTokenTypeColumn("token_type")
                        .build())
                .contentType(byte[].class)
                .nodeId(UUID.randomUUID().toString())
                .claimTimeout(claim)
                .build();
    }
}

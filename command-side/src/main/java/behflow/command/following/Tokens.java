package behflow.command.following;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import org.axonframework.common.jdbc.ConnectionProvider;
import org.axonframework.common.jdbc.JdbcException;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventhandling.tokenstore.TokenStore;
import org.axonframework.eventhandling.tokenstore.UnableToClaimTokenException;
import org.axonframework.eventhandling.tokenstore.jdbc.JdbcTokenStore;
import org.axonframework.eventhandling.tokenstore.jdbc.TokenSchema;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.jackson3.Jackson3Serializer;
import org.jspecify.annotations.Nullable;
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
        return new InTurn(JdbcTokenStore.builder()
                .connectionProvider(connections)
                .serializer(serializer)
                .schema(TokenSchema.builder()
                        .setTokenTable("eventstore.token_entry")
                        .setProcessorNameColumn("processor_name")
                        .setTokenTypeColumn("token_type")
                        .build())
                .contentType(byte[].class)
                .nodeId(UUID.randomUUID().toString())
                .claimTimeout(claim));
    }

    /**
     * Nodes that start at once on an empty database make the first tokens one after the other. The later one then sees those of the
     * first; it would else insert them again, and an error of SQL spoils the transaction in which the processor asks once more.
     */
    private static final class InTurn extends JdbcTokenStore {

        InTurn(Builder builder) {
            super(builder);
        }

        @Override
        public void initializeTokenSegments(
                String processorName, int segmentCount, @Nullable TrackingToken initialToken)
                throws UnableToClaimTokenException {
            try (PreparedStatement lock = getConnection()
                    .prepareStatement("select pg_advisory_xact_lock(hashtextextended('tokens ' || ?, 0))")) {
                lock.setString(1, processorName);
                lock.execute();
            } catch (SQLException e) {
                throw new JdbcException("The first tokens of " + processorName + " can't be made", e);
            }
            if (fetchSegments(processorName).length > 0) {
                throw new UnableToClaimTokenException("Another node has made the first tokens of " + processorName);
            }
            super.initializeTokenSegments(processorName, segmentCount, initialToken);
        }
    }
}

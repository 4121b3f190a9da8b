package behflow;

import static org.assertj.core.api.Assertions.assertThat;

import org.axonframework.commandhandling.CommandBus;
import org.axonframework.common.transaction.NoTransactionManager;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.eventhandling.tokenstore.TokenStore;
import org.axonframework.eventhandling.tokenstore.inmemory.InMemoryTokenStore;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What Axon's auto-configuration could silently get wrong. */
class StartIT extends BehflowIT {

    @Autowired
    private TransactionManager transactions;

    @Autowired
    private TokenStore tokens;

    @Autowired
    private CommandBus commands;

    @Test
    void givenTheService_whenStarted_thenNothingIsKeptInMemory() {
        assertThat(transactions).isNotInstanceOf(NoTransactionManager.class);
        assertThat(tokens).isNotInstanceOf(InMemoryTokenStore.class);
        assertThat(commands.getClass().getName()).contains("BehflowCommandBus");
    }
}

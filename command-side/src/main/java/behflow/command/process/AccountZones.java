package behflow.command.process;

import behflow.api.account.Account;
import behflow.api.account.Accounts;
import java.time.ZoneId;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** The zone that an owner set for their account. */
@Component
class AccountZones implements OwnerZones {

    private final Accounts accounts;
    private final ZoneId standard;

    AccountZones(Accounts accounts, @Value("${behflow.timezone:UTC}") String standard) {
        this.accounts = accounts;
        this.standard = ZoneId.of(standard);
    }

    @Override
    public ZoneId of(UUID ownerId) {
        return accounts.find(ownerId).map(Account::timezone).map(ZoneId::of).orElse(standard);
    }

    @Override
    public ZoneId standard() {
        return standard;
    }
}

package behflow.command.account;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.security.crypto.password.NoOpPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;

/** What is kept of a password. */
class PasswordsTest {

    private static final String OWASP = "$argon2id$v=19$m=19456,t=2,p=1$";

    private final DefaultListableBeanFactory beans = new DefaultListableBeanFactory();

    @Test
    void givenNoOtherEncoder_whenHashed_thenByArgon2idAsOwaspHasIt() {
        Passwords passwords = new Passwords(beans.getBeanProvider(PasswordEncoder.class));

        String hash = passwords.hash("securepass123");

        assertThat(hash).startsWith(OWASP);
        assertThat(passwords.hash("securepass123")).as("salted").isNotEqualTo(hash);
        assertThat(passwords.matches("securepass123", hash)).isTrue();
        assertThat(passwords.matches("securepass124", hash)).isFalse();
        assertThat(passwords.matches("nobody's password", null)).isFalse();
    }

    @Test
    void givenAnotherEncoder_whenHashed_thenByThat() {
        beans.registerSingleton("other", NoOpPasswordEncoder.getInstance());

        assertThat(new Passwords(beans.getBeanProvider(PasswordEncoder.class)).hash("securepass123"))
                .isEqualTo("securepass123");
    }

    @Test
    void givenFreshPassword_whenMade_thenHashedAsAnyOther() {
        FreshPassword fresh = FreshPassword.make();

        assertThat(fresh.hash()).startsWith(OWASP);
        assertThat(new Passwords(beans.getBeanProvider(PasswordEncoder.class)).matches(fresh.password(), fresh.hash()))
                .isTrue();
    }
}

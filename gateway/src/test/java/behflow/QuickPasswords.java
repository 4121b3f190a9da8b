package behflow;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;

/** As the service's own, but for how much it costs: every test makes users, and hardly one is about that. */
@Configuration(proxyBeanMethods = false)
class QuickPasswords {

    @Bean
    PasswordEncoder passwordEncoder() {
        return new Argon2PasswordEncoder(16, 32, 1, 64, 1);
    }
}

package behflow.architecture.violations.gateway.chat;

import org.springframework.jdbc.core.JdbcTemplate;

/** Breaks: the agent reaches tasks through messages only. */
class KnowsDatabase {
    Class<?> database = JdbcTemplate.class;
}

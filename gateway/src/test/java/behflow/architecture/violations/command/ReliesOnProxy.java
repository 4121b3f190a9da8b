package behflow.architecture.violations.command;

import org.springframework.transaction.annotation.Transactional;

/** Breaks: nothing relies on @Transactional. */
class ReliesOnProxy {

    @Transactional
    void write() {}
}

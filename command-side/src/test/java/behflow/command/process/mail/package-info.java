/** Reminders by e-mail: what only a mail server or a database that fails can show. */
@NullMarked
package behflow.command.process.mail;

import org.jspecify.annotations.NullMarked;

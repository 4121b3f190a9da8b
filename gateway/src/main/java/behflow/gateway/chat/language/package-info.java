/**
 * Understanding of phrases in task texts: dates, times, repetition, priorities and tags in English. A pure library: no
 * Spring, no database, nothing remembered between calls. docs/language.md tells what is understood.
 */
@NullMarked
package behflow.gateway.chat.language;

import org.jspecify.annotations.NullMarked;

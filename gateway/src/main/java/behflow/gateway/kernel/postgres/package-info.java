/**
 * The PostgreSQL that Behflow brings along for whoever configures none: a child process whose data lie in {@code
 * BEHFLOW_DATA_DIR}. Everything here is about one folder and one process; with {@code SPRING_DATASOURCE_URL} nothing of
 * it runs.
 *
 * <pre>
 * BEHFLOW_DATA_DIR/
 *   behflow.lock          held by the one service that uses the folder; names its process
 *   postgres.properties   address and passwords, readable by the owner only
 *   postgres/             the database cluster
 *   pgsql-…/              PostgreSQL's programs, unpacked from the jar
 *   log/                  PostgreSQL's own log, one file for each day of the week
 * </pre>
 */
@NullMarked
package behflow.gateway.kernel.postgres;

import org.jspecify.annotations.NullMarked;

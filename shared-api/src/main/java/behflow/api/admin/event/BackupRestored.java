package behflow.api.admin.event;

import behflow.api.kernel.DomainEvent;
import behflow.api.kernel.StoredAs;

/**
 * A backup of the whole database was restored into another cluster of PostgreSQL, or into another database of the same: noted in
 * the installation's own log at the first start on it; owners' logs and heads are as the backup had them. Its subject is {@link InstallationRestored#subject()}.
 *
 * @param transactions by how many transaction ids the new cluster was behind; 0 where it was not
 */
@StoredAs(
        value = "installation.backup_restored",
        personal = {})
public record BackupRestored(Long transactions) implements DomainEvent {}

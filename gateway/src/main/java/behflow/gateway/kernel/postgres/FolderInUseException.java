package behflow.gateway.kernel.postgres;

/** Another Behflow works on the data folder: two on one folder would destroy each other's data. */
public class FolderInUseException extends EmbeddedPostgresException {

    private static final long serialVersionUID = 1L;

    FolderInUseException(String problem) {
        super(problem, "Stop that one first, or set BEHFLOW_DATA_DIR to another folder.");
    }
}

package behflow.gateway.kernel.operations;

/** What may be shown of a JDBC URL. */
final class JdbcUrls {

    private JdbcUrls() {}

    /** The parameters may hold a password. */
    static String withoutParameters(String url) {
        int parameters = url.indexOf('?');
        return parameters < 0 ? url : url.substring(0, parameters);
    }
}

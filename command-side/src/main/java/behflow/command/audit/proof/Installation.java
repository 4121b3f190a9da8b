package behflow.command.audit.proof;

import behflow.api.kernel.Ids;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * The installation's id and key, made by whichever node starts first.
 *
 * @param publicKey raw, 32 bytes
 */
record Installation(UUID id, PrivateKey privateKey, byte[] publicKey) {

    String verifierKey() {
        return SignedNote.verifierKey(id, publicKey);
    }

    String sign(UUID owner, long position, byte[] hash) {
        return SignedNote.sign(
                id, privateKey, publicKey, new SignedNote.Head(SignedNote.keyName(id), owner, position, hash));
    }

    static Installation of(DataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement insert = connection.prepareStatement("insert into eventstore.installation"
                        + " (id, private_key, public_key) values (?, ?, ?) on conflict do nothing");
                PreparedStatement select = connection.prepareStatement(
                        "select id, private_key, public_key from eventstore.installation")) {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            byte[] encoded = pair.getPublic().getEncoded();
            insert.setObject(1, Ids.newId());
            insert.setBytes(2, pair.getPrivate().getEncoded());
            insert.setBytes(3, Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
            insert.executeUpdate();
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return new Installation(
                        row.getObject(1, UUID.class),
                        KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(row.getBytes(2))),
                        row.getBytes(3));
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK from 15 on has Ed25519", e);
        }
    }
}

package dev.fermata.server.ledger;

import dev.fermata.fact.ledger.Checkpoint;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/**
 * The key that signs checkpoints. Its file stands outside the data folder, so that whoever can read
 * or write the data cannot sign; the public key lies beside it. Safe for use by many threads.
 */
public final class SigningKey {
  /** Its usual name in the user's folder. */
  public static final String FILE = "ledger.key";

  /** The public key beside it: one line, as it stands in checkpoints. */
  public static final String PUBLIC_FILE = "ledger.pub";

  private final PrivateKey key;
  private final String publicKey;

  private SigningKey(PrivateKey key, String publicKey) {
    this.key = key;
    this.publicKey = publicKey;
  }

  /**
   * The key in that file; a new one, if there is none.
   *
   * @throws IOException with a sentence, if it cannot be read or made
   */
  public static SigningKey of(Path file, SecureRandom chance) throws IOException {
    if (!Files.exists(file)) {
      make(file, chance);
    }
    List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    try {
      byte[] secret = Base64.getUrlDecoder().decode(lines.getFirst());
      var read =
          new SigningKey(
              KeyFactory.getInstance(Checkpoint.ALGORITHM)
                  .generatePrivate(new PKCS8EncodedKeySpec(secret)),
              lines.get(1));
      return read;
    } catch (GeneralSecurityException | RuntimeException e) {
      throw new IOException(file + " holds no key of ours; move it away, or name another", e);
    }
  }

  /** Under another name first: a key of which only a part is there would never sign again. */
  private static void make(Path file, SecureRandom chance) throws IOException {
    Path folder = file.toAbsolutePath().normalize().getParent();
    if (folder == null) {
      throw new IOException(file + " is no file's name");
    }
    Files.createDirectories(folder, mode(folder, "rwx------"));
    KeyPair pair;
    try {
      var maker = KeyPairGenerator.getInstance(Checkpoint.ALGORITHM);
      maker.initialize(255, chance);
      pair = maker.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IOException("this Java makes no " + Checkpoint.ALGORITHM + " keys", e);
    }
    Path fresh = Files.createTempFile(folder, "ledger", ".new", mode(folder, "rw-------"));
    try {
      write(
          fresh, text(pair.getPrivate().getEncoded()) + "\n" + text(pair.getPublic().getEncoded()));
      Files.move(fresh, file);
      Path open = Files.createTempFile(folder, "ledger", ".new", mode(folder, "rw-------"));
      write(open, text(pair.getPublic().getEncoded()));
      Files.move(open, folder.resolve(PUBLIC_FILE), StandardCopyOption.REPLACE_EXISTING);
    } catch (FileAlreadyExistsException e) {
      // Another server of this user was first; its key is ours too.
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  private static void write(Path file, String text) throws IOException {
    Files.writeString(file, text + "\n");
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /** The public key, as it stands in checkpoints. */
  public String publicKey() {
    return publicKey;
  }

  /** The same checkpoint, signed. */
  public Checkpoint sign(Checkpoint checkpoint) {
    try {
      var signature = Signature.getInstance(Checkpoint.ALGORITHM);
      signature.initSign(key);
      signature.update(checkpoint.text());
      return checkpoint.signed(text(signature.sign()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a checkpoint could not be signed", e);
    }
  }

  private static String text(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static FileAttribute<?>[] mode(Path file, String mode) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
        }
        : new FileAttribute<?>[0];
  }
}

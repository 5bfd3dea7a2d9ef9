package dev.fermata.server.auth.hook;

import dev.fermata.server.auth.Secret;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes the secrets of hooks. A secret follows from this key and the hook's id, so that none is
 * stored; the key's file stands outside the data folder, so that whoever can read or write the data
 * can sign nothing. Safe for use by many threads.
 */
public final class HookKey {
  /** Its usual name in the user's folder. */
  public static final String FILE = "hooks.key";

  static final String ALGORITHM = "HmacSHA256";

  private static final int KEY_BYTES = 32;
  private static final int ID_BYTES = 16;
  private static final int MARK_CHARS = 16;
  private static final String PREFIX = "fmt_h-";

  private final SecretKeySpec key;

  private HookKey(byte[] bytes) {
    this.key = new SecretKeySpec(bytes, ALGORITHM);
  }

  /**
   * The key in that file; a new one, if there is none.
   *
   * @param data the data folder, in which the file must not be
   * @throws IOException with a sentence, if it cannot be read or made
   */
  public static HookKey of(Path file, Path data, SecureRandom chance) throws IOException {
    if (plain(file).startsWith(plain(data))) {
      throw new IOException(
          "the key "
              + file
              + " would lie in the data folder; whoever can read the data could sign for hooks"
              + " too, so keep it elsewhere");
    }
    if (!Files.exists(file)) {
      make(file, chance);
    }
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(Files.readString(file).strip());
      if (bytes.length == KEY_BYTES) {
        return new HookKey(bytes);
      }
    } catch (IllegalArgumentException e) {
      throw noKey(file, e);
    }
    throw noKey(file, new IllegalArgumentException("not of " + KEY_BYTES + " bytes"));
  }

  private static IOException noKey(Path file, Exception cause) {
    return new IOException(file + " holds no key of ours; move it away, and rotate hooks", cause);
  }

  private static Path plain(Path path) {
    return path.toAbsolutePath().normalize();
  }

  /** Under another name first: of a key there is all or nothing. */
  private static void make(Path file, SecureRandom chance) throws IOException {
    Path folder = plain(file).getParent();
    if (folder == null) {
      throw new IOException(file + " is no file's name");
    }
    var bytes = new byte[KEY_BYTES];
    chance.nextBytes(bytes);
    Files.createDirectories(folder, mode(folder, "rwx------"));
    Path fresh = Files.createTempFile(folder, "hooks", ".new", mode(folder, "rw-------"));
    try {
      Files.writeString(fresh, text(bytes) + "\n");
      try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(fresh, file);
    } catch (FileAlreadyExistsException e) {
      // Another server of this user was first; its key is ours too.
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  private static FileAttribute<?>[] mode(Path file, String mode) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
        }
        : new FileAttribute<?>[0];
  }

  private static String text(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** A new id for a hook. It tells nothing, but whether it was made with this key. */
  public String id(RandomGenerator chance) {
    var bytes = new byte[ID_BYTES];
    chance.nextBytes(bytes);
    String drawn = HexFormat.of().formatHex(bytes);
    return drawn + "-" + mark(drawn);
  }

  /** Whether the id was made with this key; if not, its secret is another than was shown. */
  public boolean made(String id) {
    int at = id.indexOf('-');
    return at > 0 && id.substring(at + 1).equals(mark(id.substring(0, at)));
  }

  private String mark(String drawn) {
    return HexFormat.of().formatHex(hmac("id:" + drawn)).substring(0, MARK_CHARS);
  }

  /** The secret of the hook with that id. */
  public Secret secret(String id) {
    return Secret.of(PREFIX + text(hmac("secret:" + id)));
  }

  private byte[] hmac(String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no " + ALGORITHM, e);
    }
  }
}

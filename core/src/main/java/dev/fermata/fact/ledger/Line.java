package dev.fermata.fact.ledger;

import dev.fermata.fact.Format;
import dev.fermata.fact.StreamId;
import dev.fermata.value.Digest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** A line of an exported ledger. */
public sealed interface Line {
  /**
   * The first.
   *
   * @param after the commit before the first of the export, with its last position; empty if it
   *     begins with the first
   * @param whole whether it holds every entry of the ledger up to its end
   * @param bodies whether it holds the bodies of its entries
   */
  record Head(Optional<Commit> after, boolean whole, boolean bodies) implements Line {}

  /**
   * An entry.
   *
   * @param previous the digest of the stream's entry before; empty for the first
   */
  record Entry(
      long position,
      StreamId stream,
      long number,
      Instant at,
      List<String> types,
      Optional<Digest> previous,
      Content content,
      Digest digest)
      implements Line {
    public Entry {
      types = List.copyOf(types);
    }
  }

  /** What an entry says: all of it, or its digest alone. */
  sealed interface Content {
    /**
     * @param salt base64url
     * @param body the facts as JSON text
     * @param packed base64url of the packed form that was stored, which the digest is of; absent
     *     where the text itself was stored
     */
    record Whole(String salt, String body, Optional<String> packed) implements Content {
      /** The body of an entry as it was stored. */
      public static Whole of(String salt, byte[] stored) {
        String text = Format.text(stored);
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return new Whole(
            salt,
            text,
            Arrays.equals(utf8, stored)
                ? Optional.empty()
                : Optional.of(Base64.getUrlEncoder().withoutPadding().encodeToString(stored)));
      }

      /** What was stored. */
      public byte[] stored() {
        return packed
            .map(Base64.getUrlDecoder()::decode)
            .orElseGet(() -> body.getBytes(StandardCharsets.UTF_8));
      }
    }

    /** The salted digest of a body that was erased, or is left out. */
    record Sealed(Digest body) implements Content {}
  }

  /** An entry that was not asked for; its commit needs its digest. */
  record Other(long position, Digest digest) implements Line {}

  /** Ends the entries of a commit. */
  record Committed(Commit commit) implements Line {}

  /** A checkpoint, after the commit that it signed. */
  record Signed(Checkpoint checkpoint) implements Line {}

  /** The last. */
  record End(long entries, long commits, long checkpoints) implements Line {}
}

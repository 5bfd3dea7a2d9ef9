package dev.fermata.stored;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/** What a disk does to a file that nobody is told of. */
enum Damage {
  /** One bit to eight are another way round. */
  BITS {
    @Override
    void harm(byte[] bytes, int page, Random chance) {
      for (int i = chance.nextInt(8); i >= 0; i--) {
        bytes[chance.nextInt(bytes.length)] ^= (byte) (1 << chance.nextInt(8));
      }
    }
  },
  /** From somewhere on, a page has what was there before: zeros or anything. */
  TORN {
    @Override
    void harm(byte[] bytes, int page, Random chance) {
      int from = chance.nextInt(bytes.length / page) * page;
      int sector = from + chance.nextInt(page / SECTOR) * SECTOR;
      if (chance.nextBoolean()) {
        Arrays.fill(bytes, sector, from + page, (byte) 0);
      } else {
        byte[] rest = new byte[from + page - sector];
        chance.nextBytes(rest);
        System.arraycopy(rest, 0, bytes, sector, rest.length);
      }
    }
  },
  /** What was meant for one page stands at another's place. */
  MISDIRECTED {
    @Override
    void harm(byte[] bytes, int page, Random chance) {
      int from = chance.nextInt(bytes.length / page) * page;
      int to = chance.nextInt(bytes.length / page) * page;
      System.arraycopy(bytes, from, bytes, to, page);
    }
  };

  private static final int SECTOR = 512;

  abstract void harm(byte[] bytes, int page, Random chance);

  /** Harms a file. */
  static Damage strike(Path file, int page, Random chance) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Damage kind = values()[chance.nextInt(values().length)];
    kind.harm(bytes, page, chance);
    Files.write(file, bytes);
    return kind;
  }
}

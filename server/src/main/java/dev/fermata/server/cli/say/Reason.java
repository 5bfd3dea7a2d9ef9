package dev.fermata.server.cli.say;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Why a file could not be used, in words. */
public final class Reason {
  private Reason() {}

  public static String of(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "it is not there";
      case AccessDeniedException _ -> "you may not";
      case FileAlreadyExistsException _ -> "it is a file, not a folder";
      case CharacterCodingException _ -> "it is not UTF-8 text";
      case FileSystemException file when file.getReason() != null -> lower(file.getReason());
      default -> lower(String.valueOf(e.getMessage()));
    };
  }

  private static String lower(String text) {
    return text.isEmpty()
        ? "the system gave no reason"
        : text.substring(0, 1).toLowerCase(java.util.Locale.ROOT) + text.substring(1);
  }
}

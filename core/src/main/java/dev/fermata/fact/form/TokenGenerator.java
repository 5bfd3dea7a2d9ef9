package dev.fermata.fact.form;

import com.fasterxml.jackson.core.ObjectCodec;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.Version;
import com.fasterxml.jackson.core.base.GeneratorBase;
import dev.fermata.value.Algorithm;
import java.io.IOException;

/** A generator of tokens in memory: it has no raw text, and nothing to flush or to give back. */
@Algorithm("refuses raw text")
abstract class TokenGenerator extends GeneratorBase {
  @SuppressWarnings("deprecation") // The other one wants buffers, which are not used here.
  TokenGenerator(ObjectCodec codec) {
    super(0, codec);
  }

  @Override
  public void writeFieldName(SerializableString name) throws IOException {
    writeFieldName(name.getValue());
  }

  @Override
  public void writeRawUTF8String(byte[] buffer, int offset, int count) {
    throw raw();
  }

  @Override
  public void writeRaw(String text) {
    throw raw();
  }

  @Override
  public void writeRaw(String text, int offset, int count) {
    throw raw();
  }

  @Override
  public void writeRaw(char[] text, int offset, int count) {
    throw raw();
  }

  @Override
  public void writeRaw(char c) {
    throw raw();
  }

  private static UnsupportedOperationException raw() {
    return new UnsupportedOperationException("the packed form has no raw text");
  }

  @Override
  public Version version() {
    return Version.unknownVersion();
  }

  @Override
  public void flush() {
    // It is all in memory.
  }

  @Override
  protected void _releaseBuffers() {
    // There are none.
  }

  @Override
  protected void _verifyValueWrite(String type) {
    // The mapper calls in the right order.
  }
}

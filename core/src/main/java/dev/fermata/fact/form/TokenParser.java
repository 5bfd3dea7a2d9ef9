package dev.fermata.fact.form;

import com.fasterxml.jackson.core.Base64Variant;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.ObjectCodec;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.Version;
import com.fasterxml.jackson.core.base.ParserMinimalBase;
import dev.fermata.value.Algorithm;
import java.io.IOException;

/** A parser of tokens that are all in memory, so that none has a place in a text. */
@Algorithm("says where it is")
abstract class TokenParser extends ParserMinimalBase {
  private ObjectCodec codec;
  private boolean closed;

  TokenParser(StreamReadConstraints constraints, ObjectCodec codec) {
    super(constraints);
    this.codec = codec;
  }

  @Override
  public char[] getTextCharacters() throws IOException {
    return getText().toCharArray();
  }

  @Override
  public boolean hasTextCharacters() {
    return false;
  }

  @Override
  public int getTextLength() throws IOException {
    return getText().length();
  }

  @Override
  public int getTextOffset() {
    return 0;
  }

  @Override
  public byte[] getBinaryValue(Base64Variant variant) throws IOException {
    return variant.decode(getText());
  }

  @Override
  public void overrideCurrentName(String name) {
    throw new UnsupportedOperationException("names are as they were written");
  }

  @Override
  @SuppressWarnings("deprecation")
  public JsonLocation getTokenLocation() {
    return JsonLocation.NA;
  }

  @Override
  @SuppressWarnings("deprecation")
  public JsonLocation getCurrentLocation() {
    return JsonLocation.NA;
  }

  @Override
  public ObjectCodec getCodec() {
    return codec;
  }

  @Override
  public void setCodec(ObjectCodec codec) {
    this.codec = codec;
  }

  @Override
  public Version version() {
    return Version.unknownVersion();
  }

  @Override
  public void close() {
    closed = true;
  }

  @Override
  public boolean isClosed() {
    return closed;
  }
}

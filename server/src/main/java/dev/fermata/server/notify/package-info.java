/** Tells people by mail and by hooks what waits for them. It never decides and never waits long. */
@NullMarked
package dev.fermata.server.notify;

import org.jspecify.annotations.NullMarked;

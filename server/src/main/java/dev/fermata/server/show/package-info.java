/** How what others wrote is shown to people, so that nothing of it stays unseen. */
@NullMarked
package dev.fermata.server.show;

import org.jspecify.annotations.NullMarked;

/** Has calls made: whose turn it is, within what every receiver and every workflow may be asked. */
@NullMarked
package dev.fermata.engine.dispatch;

import org.jspecify.annotations.NullMarked;

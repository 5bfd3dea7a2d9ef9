/** Lays graphs out, layer after layer, with the Eclipse Layout Kernel. */
@NullMarked
package dev.fermata.adapter.elk;

import org.jspecify.annotations.NullMarked;

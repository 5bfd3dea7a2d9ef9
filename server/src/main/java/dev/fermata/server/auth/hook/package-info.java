/** Who gets in without signing in: programs that sign each request with a hook's secret. */
@NullMarked
package dev.fermata.server.auth.hook;

import org.jspecify.annotations.NullMarked;

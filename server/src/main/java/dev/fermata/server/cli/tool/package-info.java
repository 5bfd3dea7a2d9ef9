/** Tool servers from the command line: registering them, and accepting how they change. */
@NullMarked
package dev.fermata.server.cli.tool;

import org.jspecify.annotations.NullMarked;

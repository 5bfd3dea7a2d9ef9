/** Plain pages for people, made on the server and without script. */
@NullMarked
package dev.fermata.server.api.page;

import org.jspecify.annotations.NullMarked;

// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.telemetry.log;

import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * What SLF4J finds when the first logger is asked for. It also names {@link JulSettings} to {@code
 * java.util.logging}, which reads it if and when a library such as grpc logs that way.
 */
public final class LoggingProvider implements SLF4JServiceProvider {

  private static final String JUL_CONFIG = "java.util.logging.config.class";

  private final LineLoggers loggers = new LineLoggers();
  private final IMarkerFactory markers = new BasicMarkerFactory();
  private final MDCAdapter noContext = new NOPMDCAdapter();

  /** For {@link java.util.ServiceLoader}. */
  public LoggingProvider() {}

  @Override
  public void initialize() {
    if (System.getProperty(JUL_CONFIG) == null
        && System.getProperty("java.util.logging.config.file") == null) {
      System.setProperty(JUL_CONFIG, JulSettings.class.getName());
    }
  }

  @Override
  public ILoggerFactory getLoggerFactory() {
    return loggers;
  }

  @Override
  public IMarkerFactory getMarkerFactory() {
    return markers;
  }

  @Override
  public MDCAdapter getMDCAdapter() {
    return noContext;
  }

  @Override
  public String getRequestedApiVersion() {
    return "2.0.99";
  }
}

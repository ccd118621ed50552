// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.arch;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.tailrace.component.ComponentException;
import io.tailrace.component.Deadline;
import io.tailrace.component.Factory;
import io.tailrace.time.SystemClock;
import org.junit.jupiter.api.Test;

/** The rules of modules and packages. */
class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("io.tailrace");

  private static void check(ArchRule rule) {
    rule.check(CLASSES);
  }

  @Test
  void import_findsEveryModule() {
    assertThat(CLASSES.stream().map(JavaClass::getPackageName))
        .contains(
            "io.tailrace.otlp",
            "io.tailrace.receiver.otlp",
            "io.tailrace.processor.tailsampling",
            "io.tailrace.cli");
  }

  @Test
  void otlp_dependsOnNothingOfOurs() {
    check(
        noClasses()
            .that()
            .resideInAPackage("io.tailrace.otlp..")
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages("io.tailrace.otlp..", "java..", "org.jspecify.."));
  }

  @Test
  void memory_dependsOnNothingAboveOtlp() {
    check(
        noClasses()
            .that()
            .resideInAPackage("io.tailrace.memory..")
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages(
                "io.tailrace.memory..", "io.tailrace.otlp..", "java..", "org.jspecify.."));
  }

  @Test
  void buffer_dependsOnNothingAboveMemory() {
    check(
        noClasses()
            .that()
            .resideInAPackage("io.tailrace.processor.tailsampling.buffer..")
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages(
                "io.tailrace.processor.tailsampling.buffer..",
                "io.tailrace.memory..",
                "io.tailrace.otlp..",
                "java..",
                "org.jspecify..",
                "org.jctools..",
                "com.github.benmanes.caffeine..")
            .allowEmptyShould(true));
  }

  @Test
  void network_isKnownToNetOnly() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(
                "io.tailrace.otlp..",
                "io.tailrace.memory..",
                "io.tailrace.component..",
                "io.tailrace.pipeline..",
                "io.tailrace.config..",
                "io.tailrace.service..",
                "io.tailrace.telemetry..",
                "io.tailrace.time..",
                "io.tailrace.processor..",
                "io.tailrace.connector..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.netty..", "io.grpc.."));
  }

  @Test
  void yaml_isKnownToConfigOnly() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("io.tailrace.config..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.yaml.."));
  }

  @Test
  void protobufRuntime_isForTestsOnly() {
    check(
        noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.google.protobuf..", "io.opentelemetry.."));
  }

  @Test
  void receiversProcessorsExporters_doNotKnowEachOther() {
    String[] modules = {
      "io.tailrace.receiver..", "io.tailrace.processor..", "io.tailrace.exporter.."
    };
    for (String one : modules) {
      for (String other : modules) {
        if (!one.equals(other)) {
          check(
              noClasses()
                  .that()
                  .resideInAPackage(one)
                  .should()
                  .dependOnClassesThat()
                  .resideInAPackage(other)
                  .allowEmptyShould(true));
        }
      }
    }
  }

  @Test
  void components_areKnownToTheCommandLineOnly() {
    var components =
        resideInAnyPackage(
            "io.tailrace.receiver..",
            "io.tailrace.processor..",
            "io.tailrace.exporter..",
            "io.tailrace.connector..",
            "io.tailrace.extension..");
    check(
        noClasses()
            .that(not(components))
            .and()
            .resideOutsideOfPackage("io.tailrace.cli..")
            .should()
            .dependOnClassesThat(components));
    check(
        noClasses()
            .that(components)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.tailrace.cli..", "io.tailrace.service.."));
  }

  /**
   * {@code Deadline} and {@code ComponentException} are words that also the layers below components
   * speak, and {@code ServerContext} and {@code ClientContext} take from a component's context what
   * a server or client needs.
   */
  @Test
  void packages_haveNoOtherCycles() {
    check(
        slices()
            .matching("io.tailrace.(**)")
            .should()
            .beFreeOfCycles()
            .ignoreDependency(alwaysTrue(), belongToAnyOf(Deadline.class, ComponentException.class))
            .ignoreDependency(
                simpleName("ServerContext").or(simpleName("ClientContext")),
                resideInAnyPackage("io.tailrace.component")));
  }

  @Test
  void internalsOfTheJdk_areNotUsed() {
    check(
        noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("sun.misc..", "jdk.internal.."));
  }

  @Test
  void standardOutputAndExit_belongToMain() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("io.tailrace.cli..")
            .should()
            .accessField(System.class, "out"));
    check(
        noClasses()
            .that()
            .haveNameNotMatching("io\\.tailrace\\.cli\\.Main")
            .should()
            .callMethod(System.class, "exit", int.class));
  }

  @Test
  void time_comesFromTheClock() {
    check(
        noClasses()
            .that()
            .areNotAssignableTo(SystemClock.class)
            .should()
            .callMethod(System.class, "nanoTime"));
    check(
        noClasses()
            .that()
            .areNotAssignableTo(SystemClock.class)
            .and()
            .resideOutsideOfPackage("io.tailrace.telemetry.log..")
            .should()
            .callMethod(System.class, "currentTimeMillis"));
  }

  @Test
  void foreignMemory_staysInMemory() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("io.tailrace.memory..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.lang.foreign.."));
  }

  @Test
  void configs_areRecords() {
    check(
        classes()
            .that(simpleNameEndingWith("Config"))
            .and()
            .arePublic()
            .and()
            .areNotInterfaces()
            .and()
            .resideInAnyPackage(
                "io.tailrace.receiver..",
                "io.tailrace.processor..",
                "io.tailrace.exporter..",
                "io.tailrace.connector..",
                "io.tailrace.extension..",
                "io.tailrace.telemetry..")
            .should()
            .beRecords());
  }

  @Test
  void componentFactories_areFactories() {
    check(
        classes()
            .that(simpleNameEndingWith("Factory"))
            .and()
            .arePublic()
            .and()
            .resideInAnyPackage(
                "io.tailrace.receiver..",
                "io.tailrace.processor..",
                "io.tailrace.exporter..",
                "io.tailrace.connector..",
                "io.tailrace.extension..")
            .should()
            .beAssignableTo(Factory.class));
  }

  /** Exceptions are unchecked, but for those that say that input is not what it claims to be. */
  @Test
  void exceptions_areFinalAndUnchecked() {
    check(
        classes()
            .that(simpleNameEndingWith("Exception"))
            .should()
            .haveModifier(JavaModifier.FINAL));
    check(
        classes()
            .that(simpleNameEndingWith("Exception"))
            .and()
            .haveSimpleNameNotStartingWith("Malformed")
            .should()
            .beAssignableTo(RuntimeException.class));
  }
}

package behflow.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import behflow.api.kernel.DomainEvent;
import behflow.api.kernel.StoredAs;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.springframework.transaction.annotation.Transactional;

/**
 * The rules of the house, each with a proof that it can fail: the classes under {@code violations} break one rule each.
 */
class ArchitectureTest {

    private static final JavaClasses PRODUCTION = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("behflow");
    private static final JavaClasses VIOLATIONS =
            new ClassFileImporter().importPackages("behflow.architecture.violations");

    private static final Map<String, ArchRule> RULES = Map.of(
            "shared-api knows the JDK and annotations only, and one class of it the driver",
            classes()
                    .that()
                    .resideInAnyPackage("behflow.api..", "..violations.api..")
                    .and()
                    .doNotHaveFullyQualifiedName("behflow.api.kernel.BinaryArrays")
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage("java..", "javax.crypto..", "javax.sql..", "org.jspecify..", "behflow.api.."),
            "the command side knows nothing of the query side or the gateway",
            noClasses()
                    .that()
                    .resideInAnyPackage("behflow.command..", "..violations.command..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("behflow.query..", "behflow.gateway.."),
            "the query side knows nothing of the command side or the gateway",
            noClasses()
                    .that()
                    .resideInAnyPackage("behflow.query..", "..violations.query..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("behflow.command..", "behflow.gateway.."),
            "the gateway knows messages only",
            noClasses()
                    .that()
                    .resideInAnyPackage("behflow.gateway..", "..violations.gateway..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("behflow.command..", "behflow.query.."),
            "the agent reaches tasks through messages only, no repository or database",
            noClasses()
                    .that()
                    .resideInAnyPackage("behflow.gateway.chat..", "..violations.gateway.chat..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "java.sql..",
                            "javax.sql..",
                            "jakarta.persistence..",
                            "org.springframework.jdbc..",
                            "org.springframework.data.."),
            "nothing relies on @Transactional, for which no bean is proxied",
            noClasses().should().dependOnClassesThat().areAssignableTo(Transactional.class),
            "every event is a record with a stored name",
            classes()
                    .that()
                    .areAssignableTo(DomainEvent.class)
                    .and()
                    .areNotInterfaces()
                    .should()
                    .beAnnotatedWith(StoredAs.class)
                    .andShould()
                    .beRecords(),
            "Axon's processors and the event store are reached through Axon's interfaces only",
            noClasses()
                    .that()
                    .resideOutsideOfPackages(
                            "behflow.command.eventstore..",
                            "behflow.command.following..",
                            "behflow.command.kernel..",
                            "behflow.command.audit..")
                    .and()
                    .resideOutsideOfPackage("behflow.architecture..")
                    .or()
                    .resideInAPackage("..violations.command..")
                    .should()
                    .dependOnClassesThat(storeInternals()));

    private static DescribedPredicate<JavaClass> storeInternals() {
        return DescribedPredicate.describe(
                "are classes of the event store other than what slices extend",
                type -> type.getPackageName().equals("behflow.command.eventstore")
                        && !Set.of("RevisionUpcaster", "EventRows").contains(type.getSimpleName())
                        && type.getModifiers().contains(JavaModifier.PUBLIC));
    }

    @TestFactory
    Stream<DynamicTest> rules() {
        return RULES.entrySet().stream()
                .map(rule -> DynamicTest.dynamicTest(
                        rule.getKey(), () -> rule.getValue().check(PRODUCTION)));
    }

    @TestFactory
    Stream<DynamicTest> rulesCanFail() {
        return RULES.entrySet().stream()
                .map(rule -> DynamicTest.dynamicTest(
                        "can fail: " + rule.getKey(),
                        () -> assertThat(rule.getValue().evaluate(VIOLATIONS).hasViolation())
                                .as("the classes under violations break this rule")
                                .isTrue()));
    }
}

package naru.acceptance.lab;

import org.junit.jupiter.api.extension.ExtendWith;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks tests that take a {@link Lab} as a parameter of their constructor. All of them share one.
 * After each test its containers and networks are removed, and what is left must be what was there
 * before.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(LabExtension.class)
public @interface InLab {
    /**
     * Whether the tests of the class share what they make: it is removed after the last one of
     * them, and not after each.
     */
    boolean shared() default false;
}

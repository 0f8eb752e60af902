package dev.tally.sink.encoding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SourceNameTest {
    @Test
    void namesOfHostsAndPeopleAreAllowed() {
        for (String name : new String[] {"desk", "desk.example.org", "Zoë's 💻", "a".repeat(128)}) {
            assertEquals(name, SourceName.check(name));
        }
    }

    @Test
    void emptyAndOverlongNamesAreRefusedWithTheirLength() {
        assertTrue(refusal("").contains("0 characters"));
        assertTrue(refusal("a".repeat(129)).contains("129 characters"));
    }

    @Test
    void whatCouldForgeALogLineIsRefused() {
        for (String name : new String[] {"a\nb", "a\u0000", "\u202Eb", "a\u2028", "\ud800", "\u001b[2J"}) {
            assertTrue(refusal(name).contains("U+"), name);
        }
    }

    @Test
    void thisHostHasAName() {
        assertEquals(SourceName.ofThisHost(), SourceName.check(SourceName.ofThisHost()));
    }

    private static String refusal(String name) {
        String message = assertThrows(IllegalArgumentException.class, () -> SourceName.check(name))
                .getMessage();
        assertTrue(message.chars().noneMatch(Character::isISOControl), message);
        return message;
    }
}

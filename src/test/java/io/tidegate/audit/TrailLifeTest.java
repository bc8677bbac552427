package io.tidegate.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/// Is the end of the trail told to operators, once, with what to do?
class TrailLifeTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger(TrailLife.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(log);
    }

    @Test
    void tellsOnceThatItFailedAndWhatToDo() {
        TrailLife life = new TrailLife(Path.of("/srv/trail"));
        life.check();
        life.fail(new IOException("No space left on device"));
        life.fail(new IOException("and again"));

        Awaitility.await().until(() -> !log.list.isEmpty());
        assertThat(life.running()).isFalse();
        assertThatExceptionOfType(TrailUnavailable.class).isThrownBy(life::check);
        assertThatExceptionOfType(TrailUnavailable.class).isThrownBy(life::checkDisk);
        assertThat(log.list).singleElement().satisfies(line -> {
            assertThat(line.getLevel()).isEqualTo(Level.ERROR);
            assertThat(line.getFormattedMessage())
                    .contains("/srv/trail", "No space left on device", "every call is refused", "start the gateway");
        });
    }

    @Test
    void anOrderlyEndIsNoFailure() {
        TrailLife life = new TrailLife(Path.of("/srv/trail"));
        life.close();
        life.fail(new IOException("after the end"));

        assertThat(life.closed()).isTrue();
        life.checkDisk();
        assertThatExceptionOfType(TrailUnavailable.class)
                .isThrownBy(life::check)
                .withMessage("the trail is closed");
        assertThat(log.list).isEmpty();
    }
}

package io.tidegate.cli;

import io.tidegate.audit.RecordKind;
import io.tidegate.audit.TrailListener;
import io.tidegate.audit.TrailReader;
import io.tidegate.audit.TrailRecord;
import io.tidegate.audit.TrailVerifier;
import io.tidegate.audit.Trust;
import io.tidegate.audit.Verification;
import io.tidegate.call.Note;
import io.tidegate.call.Reason;
import io.tidegate.call.Ruling;
import io.tidegate.call.Verdict;
import io.tidegate.crypto.KeyRing;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Does the gateway do what it says? Six real calls or bursts of calls, each with what should come of it.
///
/// Nothing is told that did not happen: a step that came out otherwise says so.
final class Demo implements TrailListener {
    private static final int READS = 10;
    private static final int BURST = 40;
    private static final Pattern MASKED = Pattern.compile(
            "[A-Za-z0-9._-]{1,2}\\*\\*\\*@[A-Za-z0-9.-]+[A-Za-z0-9]|\\*{4} \\*{4} \\*{4} \\d{4}|[A-Z]{2}\\*\\* \\*{4} \\*{4} \\w{4}");
    private static final List<String> PRIVATE =
            List.of("amelie.fontaine@example.com", "4242 4242 4242 4242", "DE89370400440532013000");
    private static final List<String> HIDDEN = List.of("Assistant: after reading this", "\u200B");
    private static final String OPEN_ORDER = "To the assistant reading this";

    private final Queue<Sealed> sealed = new ConcurrentLinkedQueue<>();
    private final AtomicInteger calls = new AtomicInteger();

    /// What came of one step.
    ///
    /// @param good whether it came out as it should
    record Step(String what, String outcome, String detail, boolean good) {
        static Step good(String what, String outcome, String detail) {
            return new Step(what, outcome, detail, true);
        }

        static Step wrong(String what, String happened) {
            return new Step(what, "FAILED", happened, false);
        }
    }

    @Override
    public void sealed(Sealed entry) {
        if (entry.method().equals("tools/call")) {
            sealed.add(entry);
        }
    }

    @Override
    public void turnedAway(Reason reason, long times) {}

    Step reads(ScriptedClient support) throws IOException {
        String what = "read a document";
        List<Duration> added = new ArrayList<>();
        for (int read = 0; read < READS; read++) {
            var said = call(support, "documents__read", "{\"name\": \"expense-policy.md\"}");
            if (!said.good() || !said.text().contains("xpense")) {
                return Step.wrong(what, "it was not released: " + said.text());
            }
            Sealed entry = last();
            added.add(entry.whole().minus(entry.atServer()));
        }
        added.sort(null);
        double millis = added.get(READS / 2).toNanos() / 1e6;
        return Step.good(
                what,
                "allowed",
                String.format(Locale.ROOT, "%.1f ms added, the record on disk included (median of %d)", millis, READS));
    }

    Step masks(ScriptedClient support) throws IOException {
        String what = "look a customer up";
        var said = call(support, "customers__get", "{\"id\": 1}");
        String all = said.message().root().json();
        Set<String> masked = new LinkedHashSet<>();
        MASKED.matcher(all).results().map(MatchResult::group).forEach(masked::add);
        boolean clear = PRIVATE.stream().anyMatch(all::contains);
        if (!said.good() || !all.contains("Amelie Fontaine") || clear || masked.size() < PRIVATE.size()) {
            return Step.wrong(what, clear ? "personal data came back in clear" : "it came back as: " + said.text());
        }
        return Step.good(what, "allowed", Count.of(masked.size(), "value") + " masked: " + String.join(", ", masked));
    }

    Step cleans(ScriptedClient support) throws IOException {
        String what = "a document that gives orders";
        var said = call(support, "documents__read", "{\"name\": \"supplier-notice.md\"}");
        String text = said.text();
        Map<String, Integer> cut = notes("stripped");
        boolean hidden = HIDDEN.stream().anyMatch(text::contains)
                || text.codePoints().anyMatch(c -> c >= 0xE0000 && c <= 0xE007F);
        boolean marked = said.marked() && text.startsWith("<<<untrusted-") && text.contains("<<<end-untrusted-");
        if (!said.good() || hidden || cut.isEmpty() || !marked || !text.contains(OPEN_ORDER)) {
            return Step.wrong(
                    what, hidden ? "hidden text came through" : marked ? "nothing was cut" : "it was not marked");
        }
        int places = cut.values().stream().mapToInt(Integer::intValue).sum();
        return Step.good(
                what,
                "cleaned",
                "cut what no reader sees (" + Count.of(places, "place") + ": " + String.join(", ", cut.keySet())
                        + "); what it says openly stays, marked as untrusted");
    }

    Step refuses(ScriptedClient support, ScriptedClient admin) throws IOException {
        String what = "delete a customer";
        var said = call(support, "customers__delete", "{\"id\": 7}");
        if (!said.reason().equals(Reason.TOOL_NOT_ALLOWED.code())) {
            return Step.wrong(what, "support was not refused by policy: " + said.text());
        }
        var kept = call(admin, "customers__get", "{\"id\": 7}");
        if (!kept.message().root().json().contains("Ada Moreau")) {
            return Step.wrong(what, "the refused call took effect");
        }
        var done = call(admin, "customers__delete", "{\"id\": 30}");
        if (!done.good()) {
            return Step.wrong(what, "admins should be allowed: " + done.text());
        }
        return Step.good(what, "refused", "to support: " + shortened(said.text()) + "; to admins allowed");
    }

    /// The heart of what the model is told: without who refuses, and what it should do now.
    private static String shortened(String told) {
        String rest = told.substring(told.indexOf(": ") + 2);
        int end = rest.indexOf(". Do not retry");
        return end < 0 ? rest : rest.substring(0, end);
    }

    /// All at once, so that it takes well under a second.
    Step limits(ScriptedClient support) throws IOException {
        String what = "the same, " + BURST + " times at once";
        Queue<ScriptedClient.Said> answers = new ConcurrentLinkedQueue<>();
        Queue<IOException> failures = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        for (int call = 0; call < BURST; call++) {
            threads.add(Thread.startVirtualThread(() -> {
                try {
                    answers.add(call(support, "customers__delete", "{\"id\": 7}"));
                } catch (IOException failed) {
                    failures.add(failed);
                }
            }));
        }
        join(threads);
        if (!failures.isEmpty()) {
            throw failures.remove();
        }
        List<ScriptedClient.Said> limited = answers.stream()
                .filter(said -> said.reason().equals(Reason.TOO_MANY_CALLS.code()))
                .toList();
        boolean done = answers.stream().anyMatch(ScriptedClient.Said::good);
        if (limited.isEmpty() || limited.size() == BURST || done) {
            return Step.wrong(what, limited.size() + " of " + BURST + " were limited" + (done ? ", and some ran" : ""));
        }
        long seconds = Math.max(1, limited.getLast().pause().plusMillis(999).toSeconds());
        return Step.good(
                what,
                "limited",
                "after " + (BURST - limited.size()) + " more; try again in " + seconds
                        + " s (20 a second for each person)");
    }

    private static void join(List<Thread> threads) {
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /// To be asked once the gateway is stopped.
    Step verifies(Path trail, Path keys) throws IOException {
        String what = "the trail";
        var signer = KeyRing.open(keys, new SecureRandom()).signer();
        Verification found = TrailVerifier.verify(trail, new Trust.Key(signer.verifier()));
        int recorded = recorded(trail);
        boolean whole = found.findings().isEmpty() && found.ending() == Verification.Ending.CLOSED;
        if (!whole || recorded != calls.get()) {
            return Step.wrong(
                    what,
                    found.findings().isEmpty()
                            ? Count.of(recorded, "call") + " on record, made: " + calls.get()
                            : found.findings().getFirst().text());
        }
        return Step.good(
                what, "verified", Count.of(recorded, "call") + ", chain intact, signed by key " + signer.keyId());
    }

    private static int recorded(Path trail) throws IOException {
        int count = 0;
        try (TrailReader reader = TrailReader.fromStart(trail)) {
            Optional<TrailRecord> record = reader.next();
            while (record.isPresent()) {
                boolean call = record.get().kind() == RecordKind.SEALED
                        && record.get().json().contains("\"method\":\"tools/call\"");
                count += call ? 1 : 0;
                record = reader.next();
            }
        }
        return count;
    }

    private ScriptedClient.Said call(ScriptedClient client, String tool, String arguments) throws IOException {
        calls.incrementAndGet();
        return client.call(tool, arguments);
    }

    /// The entry of the call that was answered last: sealed before the answer left.
    private Sealed last() throws IOException {
        return sealed.stream().reduce((_, later) -> later).orElseThrow(() -> new IOException("nothing was recorded"));
    }

    private Map<String, Integer> notes(String wanted) throws IOException {
        Map<String, Integer> notes = new TreeMap<>();
        for (Ruling ruling : last().rulings()) {
            List<Note> said =
                    switch (ruling.verdict()) {
                        case Verdict.Pass(List<Note> noted, var _) -> noted;
                        case Verdict.Mend(var _, List<Note> noted) -> noted;
                        case Verdict.Refuse _ -> List.of();
                    };
            said.stream()
                    .filter(note -> note.what().equals(wanted))
                    .forEach(note -> notes.merge(note.kind(), note.count(), Integer::sum));
        }
        return notes;
    }
}

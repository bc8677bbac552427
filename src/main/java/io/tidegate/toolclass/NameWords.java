package io.tidegate.toolclass;

import io.tidegate.config.ToolClass;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// What do the words of a tool's name say of it? Any word can say that it is dangerous; that it changes nothing says
/// only a name that begins with a word of reading and has no word of doing. After a word of reading, what can be a noun
/// is one: `get_order` orders nothing.
///
/// Does not see what a name hides: `get_report` may delete. docs/tool-classes.md says what it is used for.
final class NameWords {
    private static final Pattern BORDERS =
            Pattern.compile("[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[a-z])(?=[0-9])");

    private static final Set<ToolClass> CHANGES = Set.of(ToolClass.WRITES, ToolClass.DESTROYS, ToolClass.RUNS_CODE);

    private static final Set<String> READING = words(
            "get list read search find lookup describe show view count check status info stat exists head tree",
            "compare diff summarize preview whoami ping fetch browse history inspect explain validate test is has");

    private static final Set<String> NOUNS = words(
            "order charge transfer refund purchase comment message mail email share schedule book mark type press store",
            "import copy post patch commit push start make archive script command terminal shell request update change",
            "set export upload download invite reply webhook http sms run python trigger launch deploy merge sync edit",
            "select fill click grant ban reset move save register");

    private static final Map<ToolClass, Set<String>> SAYING = new EnumMap<>(ToolClass.class);

    static {
        SAYING.put(
                ToolClass.DESTROYS,
                words(
                        "delete remove drop destroy purge erase wipe truncate kill terminate revoke uninstall reset",
                        "overwrite replace cancel unlink rm clear discard prune expire ban deactivate disable abort",
                        "rollback revert transfer refund pay purchase buy order charge"));
        SAYING.put(
                ToolClass.WRITES,
                words(
                        "create add insert write put set update edit modify patch change rename move copy save store",
                        "append merge commit push assign start stop restart enable register grant approve transition",
                        "import install deploy publish upsert mark sync apply schedule book click type fill press",
                        "submit navigate drag hover select upload post send reply comment close reopen archive make",
                        "execute exec run eval evaluate trigger launch invoke"));
        SAYING.put(
                ToolClass.SENDS_OUT,
                words(
                        "send post publish email mail notify share tweet reply comment forward invite broadcast upload",
                        "webhook dial sms fetch download browse navigate crawl scrape visit http request curl export"));
        SAYING.put(
                ToolClass.RUNS_CODE,
                words(
                        "execute exec run eval evaluate shell bash powershell script command terminal python spawn sudo"));
        SAYING.put(
                ToolClass.RETURNS_UNTRUSTED,
                words(
                        "fetch browse crawl scrape download navigate web http url inbox mail email emails message",
                        "messages comment comments ticket tickets issue issues review reviews page pages feed news"));
        SAYING.put(
                ToolClass.RETURNS_PRIVATE,
                words(
                        "inbox mail email emails message messages customer customers user users patient patients",
                        "employee employees contact contacts account accounts invoice invoices payment payments secret",
                        "secrets password passwords credential credentials token tokens salary medical calendar env"));
    }

    private NameWords() {}

    private static Set<String> words(String... lines) {
        return Set.of(String.join(" ", lines).split(" "));
    }

    /// What the name says; nothing of what it doesn't.
    static Map<ToolClass, Known> of(String name) {
        List<String> words = BORDERS.splitAsStream(name)
                .filter(word -> !word.isEmpty())
                .map(word -> word.toLowerCase(Locale.ROOT))
                .toList();
        boolean reading = !words.isEmpty() && READING.contains(words.getFirst());
        Map<ToolClass, Known> said = new EnumMap<>(ToolClass.class);
        SAYING.forEach((one, saying) -> {
            boolean returns = one == ToolClass.RETURNS_UNTRUSTED || one == ToolClass.RETURNS_PRIVATE;
            if (words.stream()
                    .anyMatch(word -> saying.contains(word) && (returns || !reading || !NOUNS.contains(word)))) {
                said.put(one, Known.YES);
            }
        });
        if (reading && CHANGES.stream().noneMatch(said::containsKey)) {
            CHANGES.forEach(change -> said.put(change, Known.NO));
        }
        return said;
    }
}

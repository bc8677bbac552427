package io.tidegate;

import com.sun.source.tree.BindingPatternTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ConstantCaseLabelTree;
import com.sun.source.tree.DeconstructionPatternTree;
import com.sun.source.tree.DefaultCaseLabelTree;
import com.sun.source.tree.PatternCaseLabelTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.Tree.Kind;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.Modifier;

/// Which types are closed (sealed, or an enum), and which switches over them have a `default`? It goes by simple names:
/// a sealed type of a library, or two types of one name, can mislead it.
final class ClosedWorlds extends TreeScanner<Void, Void> {
    private final Set<String> sealed = new HashSet<>();
    private final List<List<String>> parents = new ArrayList<>();
    private final List<Set<String>> enums = new ArrayList<>();

    @Override
    public Void visitClass(ClassTree type, Void unused) {
        String name = type.getSimpleName().toString();
        if (type.getModifiers().getFlags().contains(Modifier.SEALED)) {
            sealed.add(name);
        }
        type.getImplementsClause().forEach(above -> parents.add(List.of(name, last(above))));
        if (type.getExtendsClause() != null) {
            parents.add(List.of(name, last(type.getExtendsClause())));
        }
        if (type.getKind() == Kind.ENUM) {
            var constants = new HashSet<String>();
            for (Tree member : type.getMembers()) {
                if (member instanceof VariableTree constant
                        && last(constant.getType()).equals(name)) {
                    constants.add(constant.getName().toString());
                }
            }
            enums.add(constants);
        }
        return super.visitClass(type, null);
    }

    /// The labels of each switch in `unit` that is over a closed type and has a `default`.
    List<String> defaultsIn(CompilationUnitTree unit) {
        var found = new ArrayList<String>();
        new TreeScanner<Void, Void>() {
            @Override
            public Void visitSwitch(SwitchTree choice, Void unused) {
                judge(choice.getCases(), found);
                return super.visitSwitch(choice, null);
            }

            @Override
            public Void visitSwitchExpression(SwitchExpressionTree choice, Void unused) {
                judge(choice.getCases(), found);
                return super.visitSwitchExpression(choice, null);
            }
        }.scan(unit, null);
        return found;
    }

    private void judge(List<? extends CaseTree> cases, List<String> found) {
        var types = new ArrayList<String>();
        var constants = new ArrayList<String>();
        boolean open = false;
        for (CaseTree each : cases) {
            for (var label : each.getLabels()) {
                switch (label) {
                    case DefaultCaseLabelTree _ -> open = true;
                    case PatternCaseLabelTree pattern -> types.add(typeOf(pattern.getPattern()));
                    case ConstantCaseLabelTree constant -> constants.add(last(constant.getConstantExpression()));
                    default -> throw new IllegalStateException("a case label of a new kind");
                }
            }
        }
        if (!open) {
            return;
        }
        if (types.stream().anyMatch(this::isClosed)) {
            found.add("default beside " + String.join(", ", types));
        }
        constants.remove("null");
        if (!constants.isEmpty() && enums.stream().anyMatch(all -> all.containsAll(constants))) {
            found.add("default beside " + String.join(", ", constants));
        }
    }

    private boolean isClosed(String type) {
        return sealed.contains(type)
                || parents.stream().anyMatch(pair -> pair.getFirst().equals(type) && sealed.contains(pair.getLast()));
    }

    private static String typeOf(Tree pattern) {
        return switch (pattern) {
            case BindingPatternTree binding -> last(binding.getVariable().getType());
            case DeconstructionPatternTree parts -> last(parts.getDeconstructor());
            default -> ""; // com.sun.source is an open world
        };
    }

    private static String last(Tree name) {
        String text = name.toString().replaceFirst("<.*", "");
        return text.substring(text.lastIndexOf('.') + 1);
    }
}

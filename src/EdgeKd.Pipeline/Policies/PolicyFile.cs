using EdgeKd.Pipeline.Recipes;
using EdgeKd.Release;

namespace EdgeKd.Pipeline.Policies;

/// <summary>A policy as it was read from its YAML file, with the lines that its keys stand on.</summary>
public sealed class PolicyFile
{
    private readonly RecipeBinder _binder;

    private PolicyFile(GatePolicy policy, RecipeBinder binder) => (Policy, _binder) = (policy, binder);

    /// <summary>The policy.</summary>
    public GatePolicy Policy { get; }

    /// <summary>Reads and checks a policy.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="RecipeException">The file is missing, is not YAML, has an unknown key or an ill-typed value, or a rule contradicts
    /// itself; the message names the line.</exception>
    public static PolicyFile Load(string path) =>
        Parse(StrictYaml.Read(path, "policy", "the recipe's gate.policy names it, from the recipe's folder"), path);

    /// <summary>Reads and checks a policy from its text.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="path">Where it comes from, for errors.</param>
    /// <exception cref="RecipeException">As <see cref="Load"/>.</exception>
    public static PolicyFile Parse(string yaml, string path)
    {
        var root = StrictYaml.Parse(yaml, path, "policy");
        var binder = new RecipeBinder(path, "policy");
        var policy = binder.BindPolicy(root);
        return PolicyChecks.FaultsOf(policy).FirstOrDefault() is { } fault
            ? throw binder.Error(fault.Key, fault.Problem)
            : new PolicyFile(policy, binder);
    }

    /// <summary>Requires that the model has the classes that the policy names.</summary>
    /// <param name="classes">The model's classes.</param>
    /// <exception cref="RecipeException">It lacks one; the message names the line.</exception>
    public void RequireClasses(IReadOnlyList<string> classes)
    {
        if (PolicyChecks.UnknownClasses(Policy, classes).FirstOrDefault() is { } fault)
            throw _binder.Error(fault.Key, fault.Problem);
    }
}

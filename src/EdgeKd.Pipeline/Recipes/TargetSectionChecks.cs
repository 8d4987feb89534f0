using System.Text.RegularExpressions;
using EdgeKd.Edge.Targets;

namespace EdgeKd.Pipeline.Recipes;

/// <summary>Rules about <c>validate.targets</c>: which keys go with which kind.</summary>
internal static partial class TargetSectionChecks
{
    private const int MostTargets = 64;

    private static readonly (string Key, Func<TargetSection, object?> Value, string[] Kinds)[] OwnKeys =
    [
        ("cpu", target => target.Cpu, [TargetKinds.QemuArm64]),
        ("host", target => target.Host, [TargetKinds.Ssh]),
        ("port", target => target.Port, [TargetKinds.Ssh]),
        ("identity", target => target.Identity, [TargetKinds.Ssh]),
        ("knownHosts", target => target.KnownHosts, [TargetKinds.Ssh]),
        ("serial", target => target.Serial, [TargetKinds.Android]),
        ("chromium", target => target.Chromium, [TargetKinds.Web]),
        ("provider", target => target.Provider, [TargetKinds.Local, TargetKinds.Ssh, TargetKinds.Android]),
        ("affinity", target => target.Affinity, [TargetKinds.Local, TargetKinds.LocalCuda, TargetKinds.Ssh]),
        ("runner", target => target.Runner, [TargetKinds.Local, TargetKinds.LocalCuda, TargetKinds.Ssh, TargetKinds.Android]),
        ("runtime", target => target.Runtime, [TargetKinds.Local, TargetKinds.LocalCuda, TargetKinds.Ssh, TargetKinds.Android]),
    ];

    public static void Check(IReadOnlyList<TargetSection> targets, Action<bool, string, string> require)
    {
        require(targets.Count <= MostTargets, "validate.targets", $"validate.targets names {targets.Count} targets; there may be {MostTargets}");
        for (var i = 0; i < targets.Count; i++)
        {
            var (target, at) = (targets[i], $"validate.targets[{i}]");
            require(NamePattern().IsMatch(target.Name), $"{at}.name", $"{at}.name '{target.Name}' must be 1 to 32 lower-case letters, digits, '-', '_' or '.', starting with a letter or digit");
            require(target.Name != "each", $"{at}.name", $"{at}.name is each, by which policies mean all targets; choose another");
            require(targets.Take(i).All(other => other.Name != target.Name), $"{at}.name", $"validate.targets has two targets named '{target.Name}'; rename one");
            foreach (var (key, value, kinds) in OwnKeys)
            {
                require(value(target) is null || kinds.Contains(target.Kind), $"{at}.{key}",
                    $"{at}.{key} belongs to kind {string.Join(" or ", kinds)}, and '{target.Name}' is of kind {target.Kind}; remove it or change the kind");
            }
            if (target.IsMeasuring)
            {
                require(target == new TargetSection { Name = TargetSection.Local }, at,
                    $"{at}: '{TargetSection.Local}' is this machine, as validate.threads and its other keys have it; give one that differs a name of its own");
            }
            require(target.Kind != TargetKinds.Ssh || target.Host is not null, $"{at}.host", $"{at}.host is missing: name the device '{target.Name}', as user@host");
            require(target.Cpu is null || WordPattern().IsMatch(target.Cpu), $"{at}.cpu", $"{at}.cpu is no name of a processor, such as cortex-a76");
            require(target.Affinity is null || AffinityPattern().IsMatch(target.Affinity), $"{at}.affinity", $"{at}.affinity must be numbers of processors, such as 0,2");
        }
    }

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9._-]{0,31}\z")]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9._,=-]{0,99}\z")]
    private static partial Regex WordPattern();

    [GeneratedRegex(@"\A\d{1,4}(,\d{1,4}){0,255}\z")]
    private static partial Regex AffinityPattern();
}

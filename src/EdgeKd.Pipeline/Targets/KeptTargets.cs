using EdgeKd.Pipeline.Store;
using EdgeKd.Release;

namespace EdgeKd.Pipeline.Targets;

/// <summary>Keeps what targets answered, one file each, so that a run that was stopped, or is to ask some of them again, does not ask the
/// others.</summary>
/// <param name="folder">The folder.</param>
/// <param name="local">What this machine answered.</param>
internal sealed class KeptTargets(string folder, ValidationEvidence local)
{
    /// <summary>Keeps one.</summary>
    public void Keep(TargetEvidence target) =>
        new TargetsEvidence { TestSetSha256 = local.TestSetSha256, Targets = [target] }.Save(PathOf(target.Name), local);

    /// <summary>The one of a name; null where none is kept.</summary>
    public TargetEvidence? Find(string name)
    {
        if (!File.Exists(PathOf(name)))
            return null;
        try
        {
            return TargetsEvidence.Load(PathOf(name), local).Targets.Single();
        }
        catch (InvalidDataException)
        {
            // Measured beside something else, or damaged: it is measured again.
            return null;
        }
    }

    /// <summary>Keeps of a stage that is to run again what answered and is not named.</summary>
    /// <param name="former">The stage's outputs.</param>
    /// <param name="local">What this machine answered.</param>
    /// <param name="folder">Where it is kept.</param>
    /// <param name="again">The target that is asked again; "" for those that failed.</param>
    public static void TakeAlong(StoredStage former, ValidationEvidence local, string folder, string again)
    {
        var kept = new KeptTargets(folder, local);
        foreach (var target in TargetsEvidence.Load(former.PathOf(TargetsEvidence.FileName), local).Targets)
        {
            if (target.Failure is null && target.Name != again)
                kept.Keep(target);
        }
    }

    private string PathOf(string name) => Path.Combine(folder, $"target-{name}.json");
}

using EdgeKd.Edge.Targets;
using EdgeKd.Pipeline.Recipes;

namespace EdgeKd.Pipeline.Targets;

/// <summary>Asks the targets of a recipe what they are.</summary>
public static class DeviceProbe
{
    /// <summary>Asks all of them, those on different machines side by side.</summary>
    /// <param name="recipePath">The recipe file.</param>
    /// <param name="ct">Stops the asking.</param>
    /// <returns>Each, in the order of the recipe, whether or not it answered.</returns>
    /// <exception cref="RecipeException">The recipe cannot be followed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> was raised.</exception>
    public static IReadOnlyList<ProbedDevice> Run(string recipePath, CancellationToken ct)
    {
        ITarget[] targets = [.. RecipeFile.Load(recipePath).Validate.Targets.Select(RecipeTarget.Open)];
        try
        {
            var probed = new ProbedDevice[targets.Length];
            var machines = targets.Select((target, i) => (Target: target, Place: i)).GroupBy(target => target.Target.Machine);
            Parallel.ForEach(machines, new ParallelOptions { CancellationToken = ct }, machine =>
            {
                foreach (var (target, place) in machine)
                    probed[place] = Probe(target, ct);
            });
            return probed;
        }
        finally
        {
            foreach (var target in targets)
                target.Dispose();
        }
    }

    private static ProbedDevice Probe(ITarget target, CancellationToken ct)
    {
        try
        {
            return new ProbedDevice(target.Name, target.Kind, target.Probe(ct), null);
        }
        catch (TargetException e)
        {
            return new ProbedDevice(target.Name, target.Kind, null, e.Problem);
        }
    }
}

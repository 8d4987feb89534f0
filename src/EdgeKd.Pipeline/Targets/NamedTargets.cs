using EdgeKd.Edge.Targets;
using EdgeKd.Models;
using EdgeKd.Pipeline.Recipes;

namespace EdgeKd.Pipeline.Targets;

/// <summary>The targets that a command line can name: those of a recipe, and, with their defaults, the kinds that need no more than a
/// name.</summary>
internal static class NamedTargets
{
    private static readonly string[] KindsAlone = [TargetKinds.Local, TargetKinds.LocalCuda, TargetKinds.QemuArm64, TargetKinds.Web];

    /// <summary>The target of a name.</summary>
    /// <param name="name">A name of the recipe's, else a kind.</param>
    /// <param name="recipe">The recipe; null for none.</param>
    /// <exception cref="ArgumentException">There is none; the message lists those that are.</exception>
    public static TargetSection Find(string name, Recipe? recipe)
    {
        var own = recipe?.Validate.Targets ?? [];
        if (own.FirstOrDefault(target => target.Name == name) is { } found)
            return found;
        if (KindsAlone.Contains(name))
            return new TargetSection { Name = name, Kind = name };
        string[] known = [.. own.Select(target => target.Name).Concat(KindsAlone).Distinct()];
        throw new ArgumentException($"there is no target '{name}'; {(NearestNames.Meant(name, known) is { } near ? $"did you mean '{near}'?" : $"known are {string.Join(", ", known)}")}");
    }
}

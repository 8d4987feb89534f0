using Cake.Frosting;
using EdgeKd.Build.Runners;

namespace EdgeKd.Build.Tasks;

/// <summary>Ships: everything up to the bundle, and its promotion with --promote.</summary>
[TaskName("Ship"), TaskDescription("Ships: everything up to the bundle, and its promotion with --promote."), IsDependentOn(typeof(PackageTask))]
public sealed class ShipTask : FrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override void Run(BuildContext context) => StageRunner.Run(context, "ship");
}

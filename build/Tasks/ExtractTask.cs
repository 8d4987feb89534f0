using Cake.Frosting;
using EdgeKd.Build.Runners;

namespace EdgeKd.Build.Tasks;

/// <summary>Takes the plain student out of what was trained.</summary>
[TaskName("Extract"), TaskDescription("Takes the plain student out of what was trained."), IsDependentOn(typeof(DistillTask))]
public sealed class ExtractTask : FrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override void Run(BuildContext context) => StageRunner.Run(context, "extract");
}

using Cake.Frosting;
using EdgeKd.Build.Runners;

namespace EdgeKd.Build.Tasks;

/// <summary>Measures images/s of every training step and milliseconds of inference.</summary>
[TaskName("Bench"), TaskDescription("Measures images/s of every training step and milliseconds of inference."), IsDependentOn(typeof(CompileTask))]
public sealed class BenchTask : FrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override void Run(BuildContext context) => BenchRunner.Run(context);
}

using Cake.Frosting;
using EdgeKd.Build.Runners;

namespace EdgeKd.Build.Tasks;

/// <summary>Measures accuracy, latency and size on the target runtime.</summary>
[TaskName("Validate"), TaskDescription("Measures accuracy, latency and size on the target runtime."), IsDependentOn(typeof(QuantizeTask))]
public sealed class ValidateTask : FrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override void Run(BuildContext context) => StageRunner.Run(context, "validate");
}

using Cake.Frosting;
using EdgeKd.Build.Runners;

namespace EdgeKd.Build.Tasks;

/// <summary>Measures the model on the recipe's other targets, where it names some.</summary>
[TaskName("Targets"), TaskDescription("Measures the model on the recipe's other targets, where it names some."), IsDependentOn(typeof(ValidateTask))]
public sealed class TargetsTask : FrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override void Run(BuildContext context) => StageRunner.Run(context, "targets");
}

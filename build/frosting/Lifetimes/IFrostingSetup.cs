using Cake.Core;

namespace Cake.Frosting;

/// <summary>What runs once before the first task.</summary>
public interface IFrostingSetup
{
    /// <summary>Called before the first task.</summary>
    void Setup(ICakeContext context, ISetupContext info);
}

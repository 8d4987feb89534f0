namespace Cake.Frosting;

/// <summary>What runs once before the first task and once after the last.</summary>
public interface IFrostingLifetime : IFrostingSetup, IFrostingTeardown;
